// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;

namespace Slipway.Native;

/// <summary>
/// Runs code that changes its thread for good (setns, unshare, chdir after unshare) on a thread of its own, which then ends.
/// Such a thread must never go back to a pool.
/// </summary>
internal static class OnOwnThread
{
    private const int StackBytes = 256 * 1024;

    internal static void Run(Action action)
    {
        ExceptionDispatchInfo? problem = null;
        var thread = new Thread(() => problem = Try(action), StackBytes) { IsBackground = true };
        thread.Start();
        thread.Join();
        problem?.Throw();
    }

    private static ExceptionDispatchInfo? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            // Thrown again by the caller's thread.
            return ExceptionDispatchInfo.Capture(exception);
        }
    }
}
