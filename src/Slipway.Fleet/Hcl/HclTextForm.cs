// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How a text is written that may have things to fill in.</summary>
internal enum HclTextForm
{
    /// <summary>In quotes, with escapes, in one line.</summary>
    Quoted,

    /// <summary>A heredoc, line by line.</summary>
    Lines,

    /// <summary>As it is, such as a string of JSON.</summary>
    Plain,
}
