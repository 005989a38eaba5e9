const { LOCAL_ORG_URL, LOCAL_ORG_ACCESS_TOKEN, LOCAL_ORG_ID } = process.env;

const call = (path, options = {}) =>
  fetch(`${LOCAL_ORG_URL}${path}`, {
    ...options,
    headers: { Authorization: `Bearer ${LOCAL_ORG_ACCESS_TOKEN}`, 'Content-Type': 'application/json' },
  });

test('an account that was created can be queried', async () => {
  const body = JSON.stringify({ Name: 'Acme Rockets' });
  const created = await call('/services/data/v66.0/sobjects/Account', { method: 'POST', body });
  expect(created.status).toBe(201);
  const { id } = await created.json();
  const found = await call(
    `/services/data/v66.0/query?q=${encodeURIComponent(`SELECT Name FROM Account WHERE Id = '${id}'`)}`,
  );
  expect((await found.json()).records).toMatchObject([{ Name: 'Acme Rockets' }]);
});

test('userinfo says which org it is', async () => {
  const answer = await call('/services/oauth2/userinfo');
  expect((await answer.json()).organization_id).toBe(LOCAL_ORG_ID);
});
