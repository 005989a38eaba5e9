/** Starts one local org for all tests. Workers of Jest inherit the variables. */
module.exports = async () => {
  const { LocalOrg } = await import('eca-as-code/local-org');
  const org = new LocalOrg();
  const { instanceUrl, accessToken, orgId } = await org.start();
  Object.assign(process.env, { LOCAL_ORG_URL: instanceUrl, LOCAL_ORG_ACCESS_TOKEN: accessToken, LOCAL_ORG_ID: orgId });
  globalThis.localOrg = org;
};
