// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Another registry whose images appear here: what somebody asks for and isn't here is fetched from there, checked, kept, and served. Nobody pushes to it.
/// </summary>
public sealed record MirrorOptions
{
    /// <summary>The other registry as references name it, <c>docker.io</c> or <c>host[:port]</c>; what containerd says as <c>?ns=</c>. No two mirrors have the same.</summary>
    public required string Upstream { get; init; }

    /// <summary>Where its API is: <c>https://HOST[:PORT]/</c>, or <c>http</c>. The default is https at the host of its name.</summary>
    /// <exception cref="ArgumentException">It has a path, a query or a user.</exception>
    public Uri Address
    {
        get => field ?? new Uri($"https://{(Upstream == ImageReference.DefaultRegistry ? "registry-1.docker.io" : Upstream)}/");
        init => field = IsAddress(value) ? value : throw new ArgumentException($"'{value}' is not the address of a registry: it is https://HOST[:PORT].", nameof(value));
    }

    /// <summary>
    /// What its repositories' names begin with here: <c>library/alpine</c> there is <c>PREFIX/library/alpine</c> here. Empty: all names here that no other
    /// mirror takes, which is what Docker's daemon wants. The default is <see cref="Upstream"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no repository name.</exception>
    public string Prefix
    {
        get => field ?? Upstream;
        init => field = value.Length == 0 || RepositoryName.TryParse(value, out _) ? value : throw new ArgumentException($"'{value}' is no prefix of repository names.", nameof(value));
    }

    /// <summary>The user it is asked as, whose password is in <see cref="PasswordFile"/>. Null, the default: nobody, unless there is a <see cref="Credential"/>.</summary>
    public string? Username { get; init; }

    /// <summary>The file of the password, read each time that a token is asked for. An absolute path. Null, the default: none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Who it is asked as, where that is in no file. Null, the default: see <see cref="Username"/>.</summary>
    public RegistryCredential? Credential { get; init; }

    /// <summary>PEM files of authorities that vouch for its certificate, beside the machine's. Absolute paths. The default is none.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];

    /// <summary>Hosts of other domains that may be shown the credentials to give a token for them. The default is none.</summary>
    public IReadOnlyList<string> TokenHosts { get; init; } = [];

    /// <summary>Which of its repositories may be fetched, by their names there. The default is all.</summary>
    public IReadOnlyList<NamePattern> Repositories { get; init; } = [NamePattern.Any];

    /// <summary>How long it is believed what a tag names, until it is asked again. The default is 5 minutes; zero asks each time, and null never again.</summary>
    public TimeSpan? TagLifetime { get; init => field = NotNegative(value); } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is believed that something isn't there. The default is 1 minute; zero asks each time.</summary>
    public TimeSpan MissingLifetime { get; init => field = NotNegative(value)!.Value; } = TimeSpan.FromMinutes(1);

    /// <summary>How long something is kept that nobody pulls. The default is 7 days; null is for ever.</summary>
    public TimeSpan? KeepUnused { get; init => field = NotNegative(value); } = TimeSpan.FromDays(7);

    /// <summary>The largest blob that is fetched, in bytes. Null, the default: as large as one that is pushed may be.</summary>
    public long? MaxBlobSize { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is at least 1."); }

    /// <summary>What is answered while the other registry can't be asked. The default is what is here.</summary>
    public OfflineAnswer Offline { get; init; } = OfflineAnswer.Stale;

    /// <summary>
    /// Who may be served, of those whom the access rules let pull. Null, the default: everybody, but only users with a login where the other registry
    /// is asked as somebody, for what that one may see is not for all.
    /// </summary>
    public MirrorAudience? Audience { get; init; }

    /// <summary>Whether a text can be an <see cref="Address"/>.</summary>
    public static bool IsAddress(Uri address) => address is { IsAbsoluteUri: true, Scheme: "https" or "http", PathAndQuery: "/", UserInfo: "", Fragment: "" };

    internal MirrorAudience EffectiveAudience => Audience ?? (Username is null && Credential is null ? MirrorAudience.Anyone : MirrorAudience.Users);

    private static TimeSpan? NotNegative(TimeSpan? value) =>
        value is null || value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A time is not negative.");
}
