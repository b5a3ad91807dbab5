// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a token says (RFC 7519, and A64's own claims: userId, email, role, type). Times are seconds since 1970.</summary>
internal sealed record TokenClaims
{
    public required string UserId { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    public required string Type { get; init; }

    public required string Iss { get; init; }

    public required string Jti { get; init; }

    public required long Iat { get; init; }

    public required long Exp { get; init; }
}
