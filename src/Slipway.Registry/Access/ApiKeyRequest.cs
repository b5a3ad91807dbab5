// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A key that shall be made.</summary>
public sealed partial record ApiKeyRequest
{
    /// <summary>Its name: 1 to 64 letters, digits and <c>._@-</c>.</summary>
    /// <exception cref="ArgumentException">It is set to something else.</exception>
    public required string Name
    {
        get;
        init => field = Names().IsMatch(value) ? value : throw new ArgumentException($"'{value}' is no name for a key; expected 1 to 64 letters, digits and ._@-, beginning with a letter or digit.", nameof(value));
    }

    /// <summary>The repositories it is for. The default is all.</summary>
    public IReadOnlyList<NamePattern> Repositories { get; init; } = [NamePattern.Any];

    /// <summary>What it allows there. The default is to pull.</summary>
    public RegistryAction Allow { get; init; } = RegistryAction.Pull;

    /// <summary>How long it lasts. Null, the default: until it is revoked.</summary>
    public TimeSpan? Lifetime { get; init; }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
