// SPDX-License-Identifier: Apache-2.0
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>
/// The environment variables by which the distribution project's registry is set up, so that a Compose file written for it works. What they ask for and
/// isn't there is refused by name, for a registry that leaves out a setting is not the one that was asked for.
/// </summary>
public static class DistributionVariables
{
    private const string Prefix = "REGISTRY_";

    // Names that others than a registry read.
    private static readonly string[] OfOthers = ["REGISTRY_AUTH_FILE"];

    private static readonly Dictionary<string, string> Needless = new(StringComparer.Ordinal)
    {
        ["REGISTRY_HTTP_SECRET"] = "uploads are kept in records that every process of the registry reads, so there is no such secret",
        ["REGISTRY_STORAGE_FILESYSTEM_MAXTHREADS"] = "threads are not limited one by one",
        ["REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR"] = "records are in one database, which needs no cache before it",
        ["REGISTRY_LOG_LEVEL"] = "the log has one level",
        ["REGISTRY_LOG_FORMATTER"] = "the log has one form",
        ["REGISTRY_VERSION"] = "the settings have no version",
        ["REGISTRY_HTTP_DEBUG_ADDR"] = "metrics and health are at the registry's own address: /metrics, /livez, /readyz",
    };

    /// <summary>What the variables say.</summary>
    /// <param name="variables">The whole environment.</param>
    /// <param name="folder">Where relative paths start from.</param>
    /// <returns>The settings, and a warning for each variable that is passed over.</returns>
    /// <exception cref="InvalidDataException">A variable has a value that can't be used, or asks for something that isn't there.</exception>
    public static (RegistryServerSettings Settings, IReadOnlyList<string> Warnings) Read(IReadOnlyDictionary<string, string> variables, string folder)
    {
        var warnings = new List<string>();
        var settings = RegistryServerSettings.Empty;
        foreach (var (name, value) in variables.Where(static variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            if (OfOthers.Contains(name) || ProxyVariables.Contains(name))
                continue;
            if (Needless.TryGetValue(name, out var why))
                warnings.Add($"the variable {name} is passed over: {why}");
            else
                settings = Apply(settings, name, value, folder);
        }
        if (ProxyVariables.Read(variables, warnings) is { } mirror)
            settings = settings with { Mirrors = [mirror] };
        if (variables.ContainsKey("REGISTRY_AUTH") && settings.HtpasswdFile is null)
            throw new InvalidDataException("REGISTRY_AUTH is htpasswd, and nothing says where the users are; set REGISTRY_AUTH_HTPASSWD_PATH.");
        return (settings, warnings);
    }

    private static RegistryServerSettings Apply(RegistryServerSettings settings, string name, string value, string folder) => name switch
    {
        "REGISTRY_AUTH" => value == "htpasswd" ? settings : throw Refused(name, value, "htpasswd is the way to log in here; leave it out, and the registry makes a push token"),
        "REGISTRY_AUTH_HTPASSWD_PATH" => settings with { HtpasswdFile = Full(name, value, folder) },
        "REGISTRY_AUTH_HTPASSWD_REALM" => settings with { Realm = RegistryOptions.IsRealm(value) ? value : throw Refused(name, value, "a realm is 1 to 128 printable characters without quotes and backslashes") },
        "REGISTRY_HTTP_ADDR" => settings with { Listen = ListenAddress.TryParse(value, out var address) ? address : throw Refused(name, value, "write IP:PORT, or :PORT for every address") },
        "REGISTRY_HTTP_HOST" => settings with { PublicAddress = Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/" } ? uri : throw Refused(name, value, "write https://HOST") },
        "REGISTRY_HTTP_TLS_CERTIFICATE" => settings with { CertificateFile = Full(name, value, folder) },
        "REGISTRY_HTTP_TLS_KEY" => settings with { KeyFile = Full(name, value, folder) },
        "REGISTRY_STORAGE" => value == "filesystem" ? settings : throw Refused(name, value, "images are kept in files: filesystem"),
        "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY" => settings with { Storage = Full(name, value, folder) },
        "REGISTRY_STORAGE_DELETE_ENABLED" => value is "true" ? settings : throw Refused(name, value, "who may delete is said by the access rules of a settings file; leave it out"),
        "REGISTRY_STORAGE_MAINTENANCE_READONLY_ENABLED" => settings with { Mode = value switch { "true" => RegistryMode.ReadOnly, "false" => RegistryMode.ReadWrite, _ => throw Refused(name, value, "write true or false") } },
        "REGISTRY_VALIDATION_MANIFESTS_INDEXES_PLATFORMS" => settings with { Sparse = value switch { "all" => SparsePolicy.Whole, "none" => SparsePolicy.Indexes, _ => throw Refused(name, value, "write all or none; platforms are not chosen one by one") } },
        _ => throw new InvalidDataException($"The variable {name} is not supported, and is not passed over, for it may matter; take it out, and say what it means in a settings file."),
    };

    private static string Full(string name, string value, string folder) =>
        value.Length > 0 ? Path.GetFullPath(value, folder) : throw Refused(name, value, "write a path");

    private static InvalidDataException Refused(string name, string value, string help) => new($"The variable {name} is '{value}': {help}.");
}
