// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Registry;

/// <summary>The payload of a token (RFC 7519, and distribution's JWT documentation).</summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("iss")]
    public required string Issuer { get; init; }

    [JsonPropertyName("aud")]
    public required string Audience { get; init; }

    [JsonPropertyName("sub")]
    public required string Subject { get; init; }

    [JsonPropertyName("kind")]
    public required PrincipalKind Kind { get; init; }

    /// <summary>What the user's password was when the token was made, as a keyed digest: a changed password ends its tokens.</summary>
    [JsonPropertyName("pwd")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PasswordMark { get; init; }

    [JsonPropertyName("iat")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("nbf")]
    public required long NotBefore { get; init; }

    [JsonPropertyName("exp")]
    public required long Expires { get; init; }

    [JsonPropertyName("access")]
    public required IReadOnlyList<TokenAccess> Access { get; init; }
}
