// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The images of a report together.</summary>
/// <param name="Sum">Their sizes, added up.</param>
/// <param name="Once">Their sizes where each layer is kept once, as a store or registry does; null in a report that doesn't say so.</param>
public sealed record ReportTotal(ReportSizes Sum, ReportSizes? Once)
{
    /// <summary>The sizes before, added up over the images that were there before; null where nothing is compared.</summary>
    public ReportSizes? Before { get; init; }

    /// <summary>The sizes now of the images that were there before; null where nothing is compared.</summary>
    public ReportSizes? Compared { get; init; }

    /// <summary>How long all steps took when each last ran, each counted once; null where none is known to have run.</summary>
    public TimeSpan? BuildTime { get; init; }
}
