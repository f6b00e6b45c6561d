// A provider that we did not write (oidc-provider), for the tests. Its one argument is JSON: { port, callback, backchannel, clientKey }.
// It prints its issuer when it listens.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const told = JSON.parse(process.argv[2]);
const server = createServer().listen(told.port, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const issuer = `http://127.0.0.1:${told.port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'gateway',
    ...(told.clientKey
      ? { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [told.clientKey] } }
      : { client_secret: 'the-secret-of-the-gateway' }),
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [told.callback],
    post_logout_redirect_uris: [new URL('/', told.callback).href],
    backchannel_logout_uri: told.backchannel,
    backchannel_logout_session_required: true,
  }],
  jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
  claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false, // the e-mail address in the id_token as well
  cookies: { keys: ['a key of the tests'] },
  features: {
    backchannelLogout: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }), // by itself it calls no address on loopback
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true }) }),
  issueRefreshToken: () => true,
  // Whoever signs in has consented.
  loadExistingGrant: async (ctx) => {
    const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope('openid email offline_access');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  rotateRefreshToken: () => true,
  ttl: { AccessToken: 300, RefreshToken: 3600, Session: 3600, Grant: 3600, IdToken: 300, Interaction: 300 },
});

server.on('request', provider.callback());
console.log(issuer);
