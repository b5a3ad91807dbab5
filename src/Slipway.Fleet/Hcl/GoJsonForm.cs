// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How JSON is laid out.</summary>
internal enum GoJsonForm
{
    /// <summary>In one line, without blanks.</summary>
    Compact,

    /// <summary>A line for each value, indented by two.</summary>
    Indented,
}
