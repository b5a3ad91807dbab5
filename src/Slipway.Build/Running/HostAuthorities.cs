// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Build;

/// <summary>
/// The certificate authorities that this host trusts beside its distribution's own: of a proxy that inspects TLS, of a company. Steps trust them
/// too, for the step alone.
/// </summary>
/// <param name="Bundle">The absolute path of the file with everything that the host trusts.</param>
/// <param name="Count">How many authorities are the host's own.</param>
internal sealed record HostAuthorities(string Bundle, int Count)
{
    /// <summary>Where steps see the bundle.</summary>
    public const string MountPath = "/run/slipway/host-ca.crt";

    private const int MaxBundleBytes = 16 * 1024 * 1024;
    private const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";

    /// <summary>The variables by which programs are told of a bundle.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <summary>What is told of a build whose RUN steps get them.</summary>
    public string Notice =>
        $"RUN steps trust {(Count == 1 ? "the certificate authority" : $"the {Count} certificate authorities")} that this host has of its own, for the step alone ({Bundle})";

    /// <summary>The host's own authorities, or null where it has none.</summary>
    public static HostAuthorities? Find() => Find(
        Environment.GetEnvironmentVariable("SSL_CERT_FILE"), "/etc/ssl/certs/ca-certificates.crt", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates");

    /// <summary>The same, with every place given.</summary>
    /// <param name="named">The bundle that SSL_CERT_FILE names, or null.</param>
    /// <param name="bundle">The distribution's bundle.</param>
    /// <param name="shipped">The folder of the authorities that the distribution ships.</param>
    /// <param name="added">The folder of those that the host's administrator added.</param>
    internal static HostAuthorities? Find(string? named, string bundle, string shipped, string added)
    {
        var path = named is { Length: > 0 } && File.Exists(named) ? Path.GetFullPath(named) : bundle;
        if (!File.Exists(path) || new FileInfo(path).Length > MaxBundleBytes)
            return null;
        var own = ReadFolder(added);
        // Without the distribution's own list nobody can tell which of a bundle are the host's, but for those added by hand.
        var known = ReadFolder(shipped);
        var count = known.Count > 0 ? Read(path).Except(known).Count() : own.Count;
        return count > 0 ? new(path, count) : null;
    }

    private static HashSet<string> ReadFolder(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*.crt", SearchOption.AllDirectories).SelectMany(Read)];

    // A certificate is compared by its text without line breaks.
    private static IEnumerable<string> Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaxBundleBytes)
            yield break;
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        for (var start = text.IndexOf(Begin, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Begin, start + Begin.Length, StringComparison.Ordinal))
        {
            var end = text.IndexOf(End, start, StringComparison.Ordinal);
            if (end < 0)
                yield break;
            yield return string.Concat(text[(start + Begin.Length)..end].Where(static character => !char.IsWhiteSpace(character)));
        }
    }
}
