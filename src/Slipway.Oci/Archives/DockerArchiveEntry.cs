// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>One image in <c>manifest.json</c> of an archive of <c>docker save</c>. The names are Go's, hence the capitals.</summary>
internal sealed record DockerArchiveEntry
{
    [JsonPropertyName("Config")]
    public required string Config { get; init; }

    [JsonPropertyName("RepoTags")]
    public IReadOnlyList<string>? RepoTags { get; init; }

    [JsonPropertyName("Layers")]
    public required IReadOnlyList<string> Layers { get; init; }
}
