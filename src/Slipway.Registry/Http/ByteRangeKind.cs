// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a Range header asks for.</summary>
internal enum ByteRangeKind
{
    /// <summary>Everything: there is none, or one of a form that is passed over, as RFC 9110 allows.</summary>
    Whole,

    /// <summary>A part that is there.</summary>
    Part,

    /// <summary>A part that isn't.</summary>
    Unsatisfiable,
}
