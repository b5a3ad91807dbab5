// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>
/// Takes tags away by the rules of the settings. A tag is all that goes: other tags of its image stay, and so does what it named, which a collection takes
/// when nothing leads to it any more.
/// </summary>
public sealed class TagRetention
{
    private readonly RetentionRecords _records;
    private readonly RegistryRules _rules;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TagRetention> _log;

    internal TagRetention(RetentionRecords records, RegistryRules rules, RegistryOptions options, TimeProvider time, ILogger<TagRetention> log) =>
        (_records, _rules, _options, _time, _log) = (records, rules, options, time, log);

    /// <summary>Applies the rules once, to one repository after the other.</summary>
    /// <param name="mode">Whether to do it, or to say what would be done.</param>
    /// <param name="cancellationToken">Ends it between two repositories.</param>
    /// <returns>What is said of each tag, ordered by repository and tag. A tag that was set anew meanwhile stays, and is told as kept.</returns>
    public async Task<IReadOnlyList<TagVerdict>> ApplyAsync(RetentionMode mode, CancellationToken cancellationToken)
    {
        var verdicts = new List<TagVerdict>();
        if (_options.Now.Retention is not { Count: > 0 } retention)
            return verdicts;
        foreach (var repository in _records.ListRepositories())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = _time.GetUtcNow();
            var judged = RetentionVerdicts.Judge(repository, _records.ListTags(repository), retention, _rules, now);
            var going = judged.Where(static verdict => !verdict.IsKept).ToList();
            if (mode == RetentionMode.DryRun || going.Count == 0)
            {
                verdicts.AddRange(judged);
                continue;
            }
            var gone = (await _records.RemoveAsync(repository, going, now.ToUnixTimeMilliseconds(), cancellationToken)).ToHashSet();
            Log.Retained(_log, repository.ToString(), judged.Count - gone.Count, gone.Count);
            verdicts.AddRange(judged.Select(verdict => verdict.IsKept || gone.Contains(verdict) ? verdict : verdict with { IsKept = true, Reason = "it changed while the rules were applied" }));
        }
        return verdicts;
    }
}
