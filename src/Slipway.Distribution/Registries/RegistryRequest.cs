// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>One request of a registry.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Uri">Where.</param>
/// <param name="Action">What it is for, as the beginning of an error: "Cannot …".</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, string Action)
{
    /// <summary>The rights it needs, such as <c>repository:team/app:pull</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The media types it takes; none where empty.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Makes the body, anew for each attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>The first byte wanted of the answer, or null for all.</summary>
    public long? RangeFrom { get; init; }

    /// <summary>Statuses beside the successful ones that the caller deals with itself.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [];

    /// <summary>How often it is tried; null stands for the client's own limit. What a second attempt would spoil is tried once.</summary>
    public int? MaxAttempts { get; init; }
}
