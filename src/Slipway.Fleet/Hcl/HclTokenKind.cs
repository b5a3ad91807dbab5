// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The kinds of HCL's tokens outside of templates.</summary>
internal enum HclTokenKind
{
    End,
    NewLine,
    Identifier,
    Number,

    /// <summary>The quote that begins a text.</summary>
    Quote,

    /// <summary><c>&lt;&lt;</c> or <c>&lt;&lt;-</c> with the name behind it, up to the end of the line.</summary>
    Heredoc,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}
