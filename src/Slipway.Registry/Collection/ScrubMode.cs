// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether a scrub acts on what it finds.</summary>
public enum ScrubMode
{
    /// <summary>A blob whose file is wrong counts as absent from then on, so that clients push it again, and the file is put aside.</summary>
    Quarantine,

    /// <summary>It says what it finds, and changes nothing.</summary>
    ReportOnly,
}
