// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>One field of <c>RUN --mount</c>: <c>key=value</c> or <c>key</c>.</summary>
/// <param name="Key">The key in lower case, by its first name (<c>dst</c> and <c>destination</c> are <c>target</c>).</param>
/// <param name="KeySpan">The key as written.</param>
/// <param name="Value">The value, unexpanded; null if there is no <c>=</c>.</param>
public sealed record RunMountField(string Key, SourceSpan KeySpan, Word? Value)
{
    /// <summary>Whether variables count in the value: in all but <c>from</c>.</summary>
    public bool Expands => Value is not null && Key != "from";
}
