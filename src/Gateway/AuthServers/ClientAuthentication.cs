namespace Gateway.AuthServers;

/// <summary>How a client proves itself to a token endpoint, in the words of RFC 7591 section 2. A client with neither secret nor key sends its id only.</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_secret_basic</c>: id and secret in the Authorization header.</summary>
    ClientSecretBasic,

    /// <summary><c>client_secret_post</c>: id and secret in the form.</summary>
    ClientSecretPost,

    /// <summary><c>private_key_jwt</c> (RFC 7523 section 2.2): a JWT signed with <see cref="AuthServerOptions.ClientKey"/>.</summary>
    PrivateKeyJwt,
}
