// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Native;

namespace Slipway.Packages;

/// <summary>The proxy that apt's settings name for mirrors (<c>Acquire::http::Proxy</c>, for a host of its own too); they are asked when it is first needed.</summary>
internal sealed class AptProxy : IWebProxy
{
    private const string Direct = "DIRECT";
    private readonly Lazy<Dictionary<string, string>> _settings;

    /// <summary>The proxy of some settings.</summary>
    /// <param name="read">Reads them, as <c>apt-config dump</c> shows them, a name and a value in each line.</param>
    public AptProxy(Func<string> read) => _settings = new(() => Parse(read()));

    /// <summary>That of this machine's settings.</summary>
    /// <param name="aptFolder">Their folder.</param>
    public static AptProxy Of(string aptFolder) => new(() => Ask(aptFolder));

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        // As apt looks for it: the host's own first, and https goes by http's where it says nothing itself.
        string[] schemes = destination.Scheme == Uri.UriSchemeHttps ? ["https", "http"] : ["http"];
        var value = schemes.Select(scheme => $"Acquire::{scheme}::Proxy::{destination.Host}").Concat(schemes.Select(static scheme => $"Acquire::{scheme}::Proxy"))
            .Select(name => _settings.Value.GetValueOrDefault(name)).FirstOrDefault(static found => !string.IsNullOrEmpty(found));
        return value is null or Direct || !Uri.TryCreate(value, UriKind.Absolute, out var proxy) || proxy.Scheme is not ("http" or "https") ? null : proxy;
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    // Acquire::http::Proxy "http://cache.example:3142";
    private static Dictionary<string, string> Parse(string dump)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in dump.Split('\n').Select(static line => line.Split(' ', 2)).Where(static line => line.Length == 2))
            settings[line[0]] = line[1].Trim().TrimEnd(';').Trim('"');
        return settings;
    }

    private static string Ask(string aptFolder)
    {
        if (Command.Find("apt-config") is null)
            return "";
        // Read before all else, so that it says where the rest is.
        var first = Path.GetTempFileName();
        try
        {
            File.WriteAllText(first, $"Dir::Etc \"{aptFolder}\";\n");
            var question = new Command("apt-config", ["dump"]) { Environment = new Dictionary<string, string>(Command.MinimalEnvironment) { ["APT_CONFIG"] = first } };
            // Whoever connects waits for it, once.
            return question.RunAsync(CancellationToken.None).GetAwaiter().GetResult().OutputText;
        }
        finally
        {
            File.Delete(first);
        }
    }
}
