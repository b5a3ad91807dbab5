// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How one registry is dealt with.</summary>
public sealed record RegistrySetting
{
    /// <summary>
    /// Other registries that are read from before it, in order, as <c>HOST[:PORT][/PREFIX]</c>: a repository <c>team/app</c> is <c>PREFIX/team/app</c> there.
    /// The default is none.
    /// </summary>
    public IReadOnlyList<string> Mirrors { get; init => field = value ?? []; } = [];

    /// <summary>Whether it may be spoken to without TLS, or with a certificate that nobody vouches for. The default is false.</summary>
    public bool Insecure { get; init; }

    /// <summary>PEM files of authorities that vouch for its certificate, beside those that the machine trusts. The default is none.</summary>
    public IReadOnlyList<string> Authorities { get; init => field = value ?? []; } = [];

    /// <summary>The PEM file of the certificate that it is shown; null shows none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM file of the certificate's key; null where the certificate's own file holds it.</summary>
    public string? Key { get; init; }

    /// <summary>Hosts of other domains that may be sent its credentials to give a token for them. The default is none.</summary>
    public IReadOnlyList<string> TokenHosts { get; init => field = value ?? []; } = [];
}
