// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>A package that somebody asks for: <c>name[:architecture][=version]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Architecture">Its architecture, or null.</param>
/// <param name="Version">The only version that will do, or null.</param>
internal sealed record PackageWish(string Name, string? Architecture, string? Version)
{
    /// <summary>Reads a wish whose grammar was checked.</summary>
    public static PackageWish Parse(string text)
    {
        var (head, version) = text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (text[..equals], text[(equals + 1)..]) : (text, null);
        return head.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? new(head[..colon], head[(colon + 1)..], version) : new(head, null, version);
    }
}
