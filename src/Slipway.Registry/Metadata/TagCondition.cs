// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What a tag or manifest must be before it is changed, so that two clients that update one tag notice each other (If-Match, If-None-Match).</summary>
/// <param name="Match">What it must be; null for anything or nothing.</param>
/// <param name="NoneMatch">What it must not be; null for nothing.</param>
internal sealed record TagCondition(EntityTags? Match, EntityTags? NoneMatch)
{
    /// <summary>No condition.</summary>
    public static TagCondition None { get; } = new(null, null);

    /// <summary>Reads the condition of a request.</summary>
    public static TagCondition Read(IHeaderDictionary headers) =>
        headers.IfMatch.Count == 0 && headers.IfNoneMatch.Count == 0 ? None : new(EntityTags.Read(headers.IfMatch), EntityTags.Read(headers.IfNoneMatch));

    /// <summary>Whether what has the digests <paramref name="current"/>, none for what doesn't exist, may be changed.</summary>
    public bool Allows(IReadOnlyList<Digest> current) => Match?.Name(current) != false && NoneMatch?.Name(current) != true;

    /// <summary>Does nothing where the change is allowed.</summary>
    /// <param name="current">The digests of what is to be changed; none for what doesn't exist.</param>
    /// <param name="reference">The tag or digest it is known by.</param>
    /// <exception cref="OciException">412: it is something else than the client thinks.</exception>
    public void Require(IReadOnlyList<Digest> current, string reference)
    {
        if (!Allows(current))
            throw OciException.Of(OciErrorCode.PreconditionFailed, $"'{reference}' is not what the request expects; look again", reference);
    }
}
