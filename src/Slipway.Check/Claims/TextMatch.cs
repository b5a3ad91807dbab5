// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>How a text that was found (a label, the content of a file, the output of a command) is compared with what is claimed.</summary>
public enum TextMatch
{
    /// <summary>It is the text, but for line ends at its end.</summary>
    Equals,

    /// <summary>It has the text somewhere.</summary>
    Contains,

    /// <summary>A regular expression finds something in it; <c>^</c> and <c>$</c> match at lines.</summary>
    Matches,

    /// <summary>It has the text nowhere.</summary>
    Lacks,
}
