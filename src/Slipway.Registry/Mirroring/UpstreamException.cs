// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Another registry gave nothing.</summary>
internal sealed class UpstreamException(string upstream, UpstreamProblem problem, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public UpstreamProblem Problem => problem;

    /// <summary>How long it asks to be let alone; null where that isn't known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether what is here may be served in its place: not where the other registry has answered that it is gone, or not for us.</summary>
    public bool AllowsStale => problem is UpstreamProblem.Busy or UpstreamProblem.Down or UpstreamProblem.Broken;

    /// <summary>What clients are told, who need not know where and as whom the other registry was asked.</summary>
    public string Told => problem switch
    {
        UpstreamProblem.Missing => $"{upstream} has nothing of that name",
        UpstreamProblem.Busy => $"{upstream} refuses for now, for it was asked too often",
        UpstreamProblem.Down => $"{upstream} can't be reached for now",
        UpstreamProblem.Denied => $"{upstream} doesn't let this registry see it",
        _ => $"{upstream} answered something that can't be used",
    };

    /// <summary>The answer to a client.</summary>
    public OciException ToRefusal() => problem switch
    {
        UpstreamProblem.Busy => OciException.Busy(Told, RetryAfter),
        UpstreamProblem.Denied => OciException.Of(OciErrorCode.Denied, Told),
        UpstreamProblem.Broken => OciException.Of(OciErrorCode.BadUpstream, Told),
        UpstreamProblem.Missing => OciException.Of(OciErrorCode.NameUnknown, Told),
        _ => OciException.Of(OciErrorCode.Unavailable, Told),
    };
}
