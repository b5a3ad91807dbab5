// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Registry;

/// <summary>Settings of a registry.</summary>
public sealed record RegistryOptions
{
    /// <summary>The folder that everything lies in; an absolute path, made where it is missing, with mode 0700.</summary>
    public required string Root { get; init => field = Path.IsPathFullyQualified(value) ? value : throw new ArgumentException($"The storage root '{value}' is not an absolute path.", nameof(value)); }

    /// <summary>Where a registry of its own listens. The default is 127.0.0.1:5000; port 0 takes any that is free.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 5000);

    /// <summary>The certificate that it shows, in files. Null, the default: it speaks plain HTTP.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Whether it may listen beyond this machine without <see cref="Tls"/>. The default is not to.</summary>
    public Exposure Exposure { get; init; } = Exposure.LoopbackOnly;

    /// <summary>A file of users and bcrypt hashes, as <c>htpasswd -B</c> writes it; read again when it changes. Null: no users, but the push token.</summary>
    public string? HtpasswdFile { get; init; }

    /// <summary>What someone without a login may do. Null, the default: pull where there are no users, and nothing where there are.</summary>
    public AnonymousAccess? Anonymous { get; init; }

    /// <summary>
    /// Who may do what where. Null, the default: users do everything, and others what <see cref="Anonymous"/> says. An <see cref="IAccessRules"/> among the
    /// host's services goes before it.
    /// </summary>
    public AccessRules? Access { get; init; }

    /// <summary>How many wrong passwords are taken before who sends them has to wait.</summary>
    public ThrottleOptions Throttle { get; init; } = ThrottleOptions.Default;

    /// <summary>The address that clients know the registry by, for when a proxy stands before it. Null, the default: as the request says.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>What of a pushed manifest's parts may be missing. The default is nothing.</summary>
    public SparsePolicy Sparse { get; init; } = SparsePolicy.Whole;

    /// <summary>The most of everything that clients may bring.</summary>
    public RegistryLimits Limits { get; init; } = RegistryLimits.Default;

    /// <summary>How garbage is collected.</summary>
    public CollectionOptions Collection { get; init; } = CollectionOptions.Default;

    /// <summary>Whether it takes changes. The default is that it does.</summary>
    public RegistryMode Mode { get; init; } = RegistryMode.ReadWrite;

    /// <summary>Tags that are set once. The default is none.</summary>
    public IReadOnlyList<ImmutableTags> ImmutableTags { get; init; } = [];

    /// <summary>Which tags are kept, applied before each collection. The default is no rule: all are.</summary>
    public IReadOnlyList<RetentionRule> Retention { get; init; } = [];

    /// <summary>The most that namespaces may hold. The default is none: any number.</summary>
    public IReadOnlyList<NamespaceQuota> Quotas { get; init; } = [];

    /// <summary>Other registries whose images are fetched when somebody asks for them. The default is none.</summary>
    public IReadOnlyList<MirrorOptions> Mirrors { get; init; } = [];

    /// <summary>How files are read again to find damage.</summary>
    public ScrubOptions Scrub { get; init; } = ScrubOptions.Default;

    /// <summary>Who is told of what is done. The default is nobody.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>A file that gets a line of JSON for each request; made anew when it is moved away. An absolute path. Null, the default: none.</summary>
    public string? AccessLogFile { get; init; }

    /// <summary>The name of the registry where a password is asked for. The default is <c>slipway-registry</c>.</summary>
    /// <exception cref="ArgumentException">It is set to something else than <see cref="IsRealm"/> takes.</exception>
    public string Realm { get; init => field = IsRealm(value) ? value : throw new ArgumentException($"'{value}' is no realm: it is 1 to 128 printable characters without quotes and backslashes.", nameof(value)); } = RegistryAccess.Service;

    /// <summary>Whether a text can stand in a header as a realm: 1 to 128 printable ASCII characters without quotes and backslashes.</summary>
    public static bool IsRealm(string text) => text.Length is >= 1 and <= 128 && text.All(static letter => letter is >= ' ' and <= '~' and not ('"' or '\\'));

    /// <summary>Where settings come from that change while it runs; null, the default, where none does.</summary>
    public IRegistrySettings? Live { get; init; }

    /// <summary>The settings as they are now.</summary>
    internal RegistryOptions Now => Live?.Current ?? this;

    /// <summary>The access rules, those that hold where none are written too.</summary>
    public AccessRules EffectiveAccess => Access ?? AccessRules.Default(EffectiveAnonymous);

    internal AnonymousAccess EffectiveAnonymous => Anonymous ?? (HtpasswdFile is null ? AnonymousAccess.Pull : AnonymousAccess.None);
}
