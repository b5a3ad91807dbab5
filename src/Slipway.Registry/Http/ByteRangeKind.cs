// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a Range header asks for.</summary>
internal enum ByteRangeKind
{
    /// <summary>Everything: there is none, or one of a form that is passed over, as RFC 9110 allows.</summary>
    Whole,

    /// <summary>Parts that are there.</summary>
    Parts,

    /// <summary>Parts of which none is there.</summary>
    Unsatisfiable,

    /// <summary>More parts than are sent at once.</summary>
    TooMany,
}
