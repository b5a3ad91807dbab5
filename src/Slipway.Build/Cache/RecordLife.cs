// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How long a record counts.</summary>
internal enum RecordLife
{
    /// <summary>As long as it is there.</summary>
    Lasting,

    /// <summary>Until the machine stops: it speaks of what might not have reached the disk by then.</summary>
    Boot,
}
