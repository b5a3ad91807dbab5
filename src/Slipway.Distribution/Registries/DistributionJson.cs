// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Distribution;

/// <summary>The JSON that registries and credential programs speak.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false, MaxDepth = 32)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TagsAnswer))]
[JsonSerializable(typeof(CatalogAnswer))]
[JsonSerializable(typeof(HelperCredential))]
internal sealed partial class DistributionJson : JsonSerializerContext;

internal sealed record ErrorAnswer(IReadOnlyList<ErrorAnswer.Entry?>? Errors)
{
    internal sealed record Entry(string? Code, string? Message);
}

internal sealed record TokenAnswer(string? Token, string? AccessToken, int? ExpiresIn, string? RefreshToken);

internal sealed record TagsAnswer(string? Name, IReadOnlyList<string>? Tags);

internal sealed record CatalogAnswer(IReadOnlyList<string>? Repositories);

internal sealed record HelperCredential(
    [property: JsonPropertyName("ServerURL")] string? ServerUrl,
    [property: JsonPropertyName("Username")] string? Username,
    [property: JsonPropertyName("Secret")] string? Secret)
{
    public override string ToString() => $"{Username} at {ServerUrl}";
}
