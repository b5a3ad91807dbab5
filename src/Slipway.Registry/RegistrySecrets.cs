// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>What an installation knows and nobody else: the push token, and the key that its tokens are signed with. Files under the root, mode 0600.</summary>
public static class RegistrySecrets
{
    /// <summary>
    /// The file of the push token, which a registry without users makes at its first start. Who knows the token may push and delete: as the password of
    /// any user name, or as a bearer token.
    /// </summary>
    /// <param name="root">The storage root.</param>
    public static string PushTokenFile(string root) => Path.Combine(root, "push-token");

    /// <summary>The push token of a registry on this machine; null where none was made yet.</summary>
    /// <param name="root">The storage root.</param>
    /// <exception cref="UnauthorizedAccessException">The registry is another user's.</exception>
    public static string? ReadPushToken(string root) => File.Exists(PushTokenFile(root)) ? File.ReadAllText(PushTokenFile(root)).Trim() : null;

    /// <summary>The access that the options describe. Secrets are made where they are missing.</summary>
    /// <exception cref="InvalidDataException">A file of secrets or users holds something else.</exception>
    internal static RegistryAccess OpenAccess(RegistryOptions options, RegistryStorage storage, IAccessRules rules, IRegistryAudit audit, TimeProvider time, ILoggerFactory loggers)
    {
        var key = Convert.FromHexString(SecretFile.ReadOrMake(Path.Combine(options.Root, "signing-key")));
        var users = options.HtpasswdFile is { } file ? new Htpasswd(file, loggers.CreateLogger<Htpasswd>()) : null;
        var logins = new Logins
        {
            PushToken = users is null ? SecretFile.ReadOrMake(PushTokenFile(options.Root)) : null,
            Users = users,
            Storage = storage,
            Throttle = new(() => options.Now.Throttle, time),
            Audit = audit,
            Time = time,
            Log = loggers.CreateLogger<Logins>(),
        };
        return new(logins, rules, storage.MirrorTable, new TokenSigner(key), time);
    }
}
