// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a license says.</summary>
public sealed record LicenseClaims
{
    /// <summary>The issuer's key that signed it.</summary>
    public required string Kid { get; init; }

    /// <summary>The license's own id.</summary>
    public required string Id { get; init; }

    /// <summary>The customer.</summary>
    public required string Customer { get; init; }

    /// <summary>The name of the module.</summary>
    public required string Module { get; init; }

    /// <summary>The repository that the module's image must come from, with or without its registry; null binds to none.</summary>
    public string? Repository { get; init; }

    /// <summary>The versions it is for: <c>*</c>, <c>1.*</c>, <c>1.2.*</c> or <c>1.2.3</c>.</summary>
    public required string Versions { get; init; }

    /// <summary>From when it is good, seconds since 1970.</summary>
    public required long NotBefore { get; init; }

    /// <summary>Until when it is good, seconds since 1970.</summary>
    public required long Expires { get; init; }
}
