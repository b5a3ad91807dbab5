// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The moments between two steps that outlive this process, named, so that tests can end a process at each of them. Nobody else sets anything here.</summary>
internal static class CrashPoint
{
    /// <summary>Told of each moment that is passed; null, outside of tests, is nobody.</summary>
    internal static Action<string>? Passed { get; set; }

    /// <summary>Passes a moment.</summary>
    /// <param name="moment">What has just been done, or comes next.</param>
    internal static void Pass(string moment) => Passed?.Invoke(moment);
}
