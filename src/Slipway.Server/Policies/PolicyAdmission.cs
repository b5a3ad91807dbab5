// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Check;
using Slipway.Oci.Layers;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>
/// The policy at the registry's door. Layers are read where they lie, two images at a time, whoever waits holding no thread; what was found in them is
/// kept, so that a layer is read once for all images that have it.
/// </summary>
public sealed class PolicyAdmission : IAdmission, IDisposable
{
    private const int AtOnce = 2;

    // Enough for any image that somebody means to run, and what one image may cost in memory and time.
    private static readonly LayerLimits Limits = new() { MaxEntries = 1_000_000, MaxFileBytes = 64L << 30 };

    private readonly IPolicySource _policy;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ILogger<PolicyAdmission> _log;
    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>Judges what is pushed.</summary>
    /// <param name="policy">By what.</param>
    /// <param name="folder">Where what was found in layers is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it tells of warnings.</param>
    public PolicyAdmission(IPolicySource policy, string folder, TimeProvider time, ILoggerFactory loggers) =>
        (_policy, _folder, _time, _log) = (policy, folder, time, loggers.CreateLogger<PolicyAdmission>());

    /// <summary>How long an image may wait and be looked at. The default is 10 minutes.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var policy = _policy.Current;
        var asked = new PolicyRequest { Door = PolicyDoors.Push, Repository = request.Repository, Tags = request.Tags, Image = request.Descriptor };
        if (!policy.Rules.Any(rule => rule.IsAbout(asked)))
            return AdmissionVerdict.Admitted;
        using var limit = new CancellationTokenSource(Within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Answer(await JudgeAsync(policy, asked, request, either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return AdmissionVerdict.Refused(string.Create(
                CultureInfo.InvariantCulture, $"the policy could not judge {asked.Name} within {Within.TotalMinutes:0} minutes; push again, layers that were read by then are not read again"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<PolicyVerdict> JudgeAsync(ImagePolicy policy, PolicyRequest asked, AdmissionRequest request, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var content = new RepositoryImages(request);
            return await new PolicyJudge(content, new(content, _folder, Limits), runner: null).JudgeAsync(policy, asked, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private AdmissionVerdict Answer(PolicyVerdict verdict)
    {
        var warnings = verdict.Warnings.Select(static finding => finding.ToString()).ToList();
        foreach (var warning in warnings)
            Log.PolicyWarns(_log, verdict.Request.Name, warning);
        return verdict.Reason is { } reason ? AdmissionVerdict.Refused(reason) : AdmissionVerdict.AdmittedWith(warnings);
    }
}
