module.exports = () => globalThis.localOrg.stop();
