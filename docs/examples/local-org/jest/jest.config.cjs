module.exports = {
  globalSetup: './start-org.cjs',
  globalTeardown: './stop-org.cjs',
  testMatch: ['**/*.test.cjs'],
  testEnvironment: 'node',
};
