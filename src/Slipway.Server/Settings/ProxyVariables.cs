// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Distribution;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>The variables by which distribution's registry is made a mirror of another: all of its names are then of that one.</summary>
internal static partial class ProxyVariables
{
    public const string Address = "REGISTRY_PROXY_REMOTEURL", Username = "REGISTRY_PROXY_USERNAME", Password = "REGISTRY_PROXY_PASSWORD", Lifetime = "REGISTRY_PROXY_TTL";

    private const string DockerHubApi = "registry-1.docker.io";

    /// <summary>Whether a variable is one of them.</summary>
    public static bool Contains(string name) => name is Address or Username or Password or Lifetime;

    /// <summary>The mirror that they ask for; null where there are none.</summary>
    /// <param name="variables">The whole environment.</param>
    /// <param name="warnings">Gets what whoever starts the registry should know.</param>
    /// <exception cref="InvalidDataException">A value can't be used, or one is there without another that it needs.</exception>
    public static MirrorOptions? Read(IReadOnlyDictionary<string, string> variables, List<string> warnings)
    {
        var (user, password) = (Find(variables, Username), Find(variables, Password));
        if (Find(variables, Address) is not { } address)
        {
            return variables.Keys.FirstOrDefault(Contains) is { } lonely
                ? throw new InvalidDataException($"{lonely} is set, and nothing says which registry is mirrored; set {Address}.")
                : null;
        }
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !MirrorOptions.IsAddress(uri))
            throw new InvalidDataException($"The variable {Address} is '{address}': write https://HOST[:PORT].");
        if (user is null != password is null)
            throw new InvalidDataException($"{(user is null ? Password : Username)} is set without {(user is null ? Username : Password)}; set both or none.");
        if (user?.Contains(':', StringComparison.Ordinal) == true)
            throw new InvalidDataException($"The variable {Username} is '{user}', which is no user's name, for it holds a colon.");
        if (user is not null)
            warnings.Add($"all that '{user}' may see of {uri.Host} is served to everyone who may pull here ({Username})");
        return new()
        {
            Upstream = uri.Host == DockerHubApi ? "docker.io" : uri.Authority,
            Address = uri,
            Prefix = "",
            Credential = user is null ? null : RegistryCredential.FromPassword(user, password!),
            Audience = MirrorAudience.Anyone,
            KeepUnused = Find(variables, Lifetime) is { } lifetime ? ReadLifetime(lifetime) : new MirrorOptions { Upstream = uri.Authority }.KeepUnused,
        };
    }

    private static string? Find(IReadOnlyDictionary<string, string> variables, string name) => variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    // As Go writes them: 168h, 1h30m, and 0 for ever.
    private static TimeSpan? ReadLifetime(string text)
    {
        if (text is "0" or "0s")
            return null;
        if (Duration().Match(text) is not { Success: true } match)
            throw new InvalidDataException($"The variable {Lifetime} is '{text}': write a time such as 168h, or 0 to keep everything.");
        var time = TimeSpan.FromHours(Number(match.Groups[1])) + TimeSpan.FromMinutes(Number(match.Groups[2])) + TimeSpan.FromSeconds(Number(match.Groups[3]));
        return time > TimeSpan.Zero ? time : null;
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\A(?=.)(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?\z")]
    private static partial Regex Duration();
}
