// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Registry;

/// <summary>The answer of the token endpoint (distribution's token and OAuth2 documentation).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }

    [JsonPropertyName("issued_at")]
    public required DateTimeOffset IssuedAt { get; init; }
}
