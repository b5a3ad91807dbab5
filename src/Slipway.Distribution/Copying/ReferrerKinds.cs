// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>By what something refers to an image.</summary>
[Flags]
public enum ReferrerKinds
{
    /// <summary>By nothing.</summary>
    None = 0,

    /// <summary>By the <c>subject</c> of its manifest.</summary>
    Subjects = 1,

    /// <summary>By its tag, made of the image's digest, as cosign's signatures do (<c>sha256-….sig</c>).</summary>
    DigestTags = 2,
}
