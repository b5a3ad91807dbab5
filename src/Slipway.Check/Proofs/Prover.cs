// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>Proves claims of images by what the images are, not by what anybody says of them.</summary>
/// <param name="runner">Runs commands; null where nothing can, and then claims of commands are unprovable.</param>
public sealed class Prover(IImageRunner? runner)
{
    private const int MostShown = 200;

    /// <summary>Proves every claim, in the order given. A claim that is false is a result, never an exception.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="subject">The image.</param>
    /// <param name="siblings">Finds the image of the same platform that a saving is compared with; null if it isn't there.</param>
    /// <param name="cancellationToken">Stops proving.</param>
    public async Task<IReadOnlyList<Proof>> ProveAsync(
        IReadOnlyList<Claim> claims, ProofSubject subject, Func<SavingClaim, ProofSubject?> siblings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(siblings);
        var proofs = new List<Proof>();
        foreach (var claim in claims)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var verdict = claim is CommandClaim command
                ? await RunAsync(command, subject, cancellationToken).ConfigureAwait(false)
                : Judge(claim, subject, siblings);
            proofs.Add(new()
            {
                Claim = claim,
                Subject = subject.Name,
                Platform = subject.Inventory.Platform,
                Outcome = verdict.Outcome,
                Found = verdict.Found,
                Distance = verdict.Outcome == ProofOutcome.False ? verdict.Distance : null,
            });
        }
        return proofs;
    }

    private static Verdict Judge(Claim claim, ProofSubject subject, Func<SavingClaim, ProofSubject?> siblings) => claim switch
    {
        PackageClaim package => PackageProofs.Judge(package, subject.Inventory),
        FileClaim file => FileProofs.Judge(file, subject.Inventory.Tree),
        SizeClaim size => SizeProofs.Judge(size, subject.Inventory),
        SavingClaim saving => SizeProofs.Judge(saving, subject.Inventory, siblings(saving)?.Inventory),
        PlatformClaim platform => Verdict.When(
            subject.Platforms.Any(own => own.Satisfies(platform.Platform)), $"it exists for {string.Join(", ", subject.Platforms)}"),
        _ => ConfigurationProofs.Judge(claim, subject),
    };

    private async Task<Verdict> RunAsync(CommandClaim claim, ProofSubject subject, CancellationToken cancellationToken)
    {
        if (runner is null)
            return Verdict.Unknown("no command can be run here");
        var run = await runner.RunAsync(subject.Image, claim.Command, cancellationToken).ConfigureAwait(false);
        if (run.Obstacle is { } obstacle)
            return Verdict.Unknown(obstacle);
        if (run.ExitCode != claim.ExitCode)
            return Verdict.False($"it ends with {run.ExitCode}", Shown("it writes to its standard error", run.Errors));
        try
        {
            return claim.Output is not { } pattern ? Verdict.True($"it ends with {run.ExitCode}")
                : Verdict.When(pattern.Accepts(run.Output), run.Output.Length == 0 ? "it prints nothing" : Shown("it prints", run.Output)!);
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Unknown("the regular expression takes too long on what the command prints");
        }
    }

    private static string? Shown(string what, string text)
    {
        var line = text.TrimEnd('\n', '\r');
        return line.Length == 0 ? null : $"{what} '{(line.Length <= MostShown ? line : string.Concat(line.AsSpan(0, MostShown), "…"))}'";
    }
}
