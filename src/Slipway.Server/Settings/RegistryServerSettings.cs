// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>What a settings file, the environment or a command line say of a registry; what is null they don't speak of. Paths are absolute.</summary>
public sealed record RegistryServerSettings
{
    /// <summary>Nothing is said.</summary>
    public static RegistryServerSettings Empty { get; } = new();

    /// <summary>Where it listens.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The folder that everything lies in.</summary>
    public string? Storage { get; init; }

    /// <summary>Whether it may listen beyond this machine without TLS.</summary>
    public Exposure? Exposure { get; init; }

    /// <summary>The certificate, in PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The certificate's key, in PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The file of users and bcrypt hashes.</summary>
    public string? HtpasswdFile { get; init; }

    /// <summary>The name of the registry where a password is asked for.</summary>
    public string? Realm { get; init; }

    /// <summary>The file that gets a line for each request.</summary>
    public string? AccessLogFile { get; init; }

    /// <summary>What someone without a login may do.</summary>
    public AnonymousAccess? Anonymous { get; init; }

    /// <summary>Who may do what where.</summary>
    public AccessRules? Access { get; init; }

    /// <summary>How many wrong passwords are taken.</summary>
    public ThrottleOptions? Throttle { get; init; }

    /// <summary>The address that clients know it by.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Whether it takes changes.</summary>
    public RegistryMode? Mode { get; init; }

    /// <summary>What of a pushed manifest's parts may be missing.</summary>
    public SparsePolicy? Sparse { get; init; }

    /// <summary>Tags that are set once.</summary>
    public IReadOnlyList<ImmutableTags>? ImmutableTags { get; init; }

    /// <summary>Which tags are kept.</summary>
    public IReadOnlyList<RetentionRule>? Retention { get; init; }

    /// <summary>The most that namespaces may hold.</summary>
    public IReadOnlyList<NamespaceQuota>? Quotas { get; init; }

    /// <summary>Other registries whose images are fetched when somebody asks for them.</summary>
    public IReadOnlyList<MirrorOptions>? Mirrors { get; init; }

    /// <summary>The file of the policy that images are judged by.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Who is told of what is done.</summary>
    public IReadOnlyList<WebhookOptions>? Webhooks { get; init; }

    /// <summary>These settings, and those of <paramref name="below"/> that they don't speak of.</summary>
    public RegistryServerSettings Over(RegistryServerSettings below) => new()
    {
        Listen = Listen ?? below.Listen,
        Storage = Storage ?? below.Storage,
        Exposure = Exposure ?? below.Exposure,
        CertificateFile = CertificateFile ?? below.CertificateFile,
        KeyFile = KeyFile ?? below.KeyFile,
        HtpasswdFile = HtpasswdFile ?? below.HtpasswdFile,
        Realm = Realm ?? below.Realm,
        AccessLogFile = AccessLogFile ?? below.AccessLogFile,
        Anonymous = Anonymous ?? below.Anonymous,
        Access = Access ?? below.Access,
        Throttle = Throttle ?? below.Throttle,
        PublicAddress = PublicAddress ?? below.PublicAddress,
        Mode = Mode ?? below.Mode,
        Sparse = Sparse ?? below.Sparse,
        ImmutableTags = ImmutableTags ?? below.ImmutableTags,
        Retention = Retention ?? below.Retention,
        Quotas = Quotas ?? below.Quotas,
        Mirrors = Mirrors ?? below.Mirrors,
        PolicyFile = PolicyFile ?? below.PolicyFile,
        Webhooks = Webhooks ?? below.Webhooks,
    };

    /// <summary>The options of a registry with these settings.</summary>
    /// <param name="root">Where it is stored if they don't say.</param>
    /// <exception cref="InvalidDataException">They contradict each other.</exception>
    public RegistryOptions ToOptions(string root)
    {
        if (CertificateFile is null != KeyFile is null)
            throw new InvalidDataException($"A certificate and its key go together: {(KeyFile is null ? $"'{CertificateFile}' has no key" : $"'{KeyFile}' has no certificate")}.");
        if (Access is not null && Anonymous is not null)
            throw new InvalidDataException("The access rules say what someone without a login may do, so 'anonymous' says it a second time; leave it out, and write a rule for anonymous.");
        var standard = new RegistryOptions { Root = Storage ?? root };
        return standard with
        {
            Listen = Listen ?? standard.Listen,
            Exposure = Exposure ?? standard.Exposure,
            Tls = CertificateFile is null ? null : new() { CertificateFile = CertificateFile, KeyFile = KeyFile! },
            HtpasswdFile = HtpasswdFile,
            AccessLogFile = AccessLogFile,
            Realm = Realm ?? standard.Realm,
            Anonymous = Anonymous,
            Access = Access,
            Throttle = Throttle ?? standard.Throttle,
            PublicAddress = PublicAddress,
            Mode = Mode ?? standard.Mode,
            Sparse = Sparse ?? standard.Sparse,
            ImmutableTags = ImmutableTags ?? standard.ImmutableTags,
            Retention = Retention ?? standard.Retention,
            Quotas = Quotas ?? standard.Quotas,
            Mirrors = Mirrors ?? standard.Mirrors,
            Webhooks = Webhooks ?? standard.Webhooks,
        };
    }
}
