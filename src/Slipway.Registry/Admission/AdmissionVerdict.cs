// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Registry;

/// <summary>Whether an image may have a tag.</summary>
public sealed record AdmissionVerdict
{
    private AdmissionVerdict(string? reason) => Reason = reason;

    /// <summary>It may.</summary>
    public static AdmissionVerdict Admitted { get; } = new((string?)null);

    /// <summary>What the one who pushes should know, though the image may have the tag: clauses that clients show.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Why it may not; null where it may.</summary>
    public string? Reason { get; }

    /// <summary>Whether it may.</summary>
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsAdmitted => Reason is null;

    /// <summary>It may, and the one who pushes should know something.</summary>
    /// <param name="warnings">What: clauses that clients show. 4096 bytes of them reach the client.</param>
    public static AdmissionVerdict AdmittedWith(params IReadOnlyList<string> warnings) => new((string?)null) { Warnings = [.. warnings] };

    /// <summary>It may not.</summary>
    /// <param name="reason">Why, and what to do about it: a clause that <c>docker push</c> shows.</param>
    public static AdmissionVerdict Refused(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(reason);
    }
}
