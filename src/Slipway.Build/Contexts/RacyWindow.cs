// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>How long a file must have been left alone for its times to tell of any later change; git calls younger ones racy.</summary>
internal static class RacyWindow
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    /// <summary>Whether a file whose status was taken before now has been left alone for long enough.</summary>
    public static bool IsSettled(FileStatus status, TimeProvider time) => IsBefore(status, Start(time));

    /// <summary>Files that changed before this are settled.</summary>
    public static UnixTime Start(TimeProvider time) => UnixTime.From(time.GetUtcNow() - Length);

    public static bool IsBefore(FileStatus status, UnixTime start) => status.Changed < start && status.Modified < start;
}
