// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>struct pollfd: a descriptor, what is waited for, and what came.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry(int descriptor, short events)
{
    public int Descriptor = descriptor;
    public short Events = events;
    public short Returned;
}
