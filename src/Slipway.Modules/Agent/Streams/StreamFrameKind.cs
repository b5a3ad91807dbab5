// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a frame of attached streams holds.</summary>
public enum StreamFrameKind : byte
{
    /// <summary>To the agent: what to attach to, the first frame, as fields.</summary>
    Order = 1,

    /// <summary>To the agent: bytes of standard input.</summary>
    Input = 2,

    /// <summary>To the agent: standard input has ended.</summary>
    InputEnd = 3,

    /// <summary>To the agent: the terminal's size, columns and rows as two numbers of 2 bytes.</summary>
    Resize = 4,

    /// <summary>From the agent: what was ordered is done, what follows is of the program; the streams that are attached, a byte.</summary>
    Attached = 16,

    /// <summary>From the agent: bytes of standard output.</summary>
    Output = 17,

    /// <summary>From the agent: bytes of standard error.</summary>
    Error = 18,

    /// <summary>From the agent: how many bytes were left out here, a number of 8 bytes.</summary>
    Lost = 19,

    /// <summary>From the agent, the last: the program has ended; how, as fields.</summary>
    End = 20,

    /// <summary>From the agent, the last: nothing follows, and the program goes on.</summary>
    Detached = 21,

    /// <summary>From the agent, the last: it was refused or did not work; the problem, as JSON.</summary>
    Problem = 22,
}
