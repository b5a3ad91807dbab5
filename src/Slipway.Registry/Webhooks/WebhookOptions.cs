// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Somebody who is told of what is done: by a POST of JSON, signed with a shared secret, at least once and until it is answered with success. What
/// happens while nobody answers waits, in the same database as what it tells of.
/// </summary>
public sealed record WebhookOptions
{
    /// <summary>Its name, for the log; no two have the same.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is sent, https, or http to this machine.</summary>
    public required Uri Address { get; init; }

    /// <summary>The file of the secret that signs what is sent; read for each delivery. An absolute path.</summary>
    public required string SecretFile { get; init; }

    /// <summary>The repositories it is about. The default is all.</summary>
    public IReadOnlyList<NamePattern> Repositories { get; init; } = [NamePattern.Any];

    /// <summary>What it is told of. The default is everything that is done in repositories.</summary>
    public IReadOnlyCollection<RegistryEventKind> Events { get; init; } = Kinds;

    /// <summary>What a webhook can be told of.</summary>
    public static IReadOnlyCollection<RegistryEventKind> Kinds { get; } =
        [RegistryEventKind.PushManifest, RegistryEventKind.MirrorManifest, RegistryEventKind.DeleteManifest, RegistryEventKind.DeleteTag, RegistryEventKind.DeleteBlob];

    internal bool Wants(RegistryEvent happened) =>
        Events.Contains(happened.Kind) && happened.Repository is { } repository && Repositories.Any(pattern => pattern.Matches(repository.ToString()));
}
