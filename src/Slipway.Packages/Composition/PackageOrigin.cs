// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A source of packages beside Debian's own, with the key that signs it.</summary>
public sealed record PackageOrigin
{
    /// <summary>What it is called in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The mirror's address, http or https.</summary>
    /// <exception cref="FormatException">It is no such address.</exception>
    public required string Address
    {
        get;
        init => field = Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? value.TrimEnd('/')
            : throw new FormatException($"'{value}' is not the address of a mirror; expected http:// or https://.");
    }

    /// <summary>The suite. A flat repository, whose suite ends with a slash, is not supported.</summary>
    /// <exception cref="FormatException">It is one.</exception>
    public required string Suite
    {
        get;
        init => field = value.Length > 0 && !value.EndsWith('/') && !value.Contains("..", StringComparison.Ordinal)
            ? value
            : throw new FormatException($"'{value}' is not a suite; flat repositories (whose suite ends with '/', as in 'deb URL ./') are not supported, for they list their packages by neither component nor architecture. Name a suite, such as 'bookworm'.");
    }

    /// <summary>Its components. The default is <c>main</c>.</summary>
    public IReadOnlyList<string> Components { get; init; } = ["main"];

    /// <summary>The public key that signs it: an absolute path, or the key itself in ASCII armour.</summary>
    public required string Key { get; init; }

    internal AptSource ToSource() => new(Address, Suite) { Components = Components, SignedBy = Key };
}
