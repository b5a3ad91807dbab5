// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Registry;

/// <summary>One error as clients read it.</summary>
internal sealed record OciError
{
    /// <summary>The code, such as <c>BLOB_UNKNOWN</c>.</summary>
    public required string Code { get; init; }

    /// <summary>A clause for people; <c>docker push</c> shows it.</summary>
    public required string Message { get; init; }

    /// <summary>The digest, tag or name it is about, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}
