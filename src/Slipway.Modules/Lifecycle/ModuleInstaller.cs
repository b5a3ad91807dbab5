// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Installs modules and puts new ones in the place of old ones. Whatever goes wrong, what was before is as it was.</summary>
internal sealed class ModuleInstaller(ModuleServices services, ModuleSet modules, ModuleGate gate)
{
    private const int TailLines = 20;

    /// <summary>Installs a module that isn't there. The caller holds its turn.</summary>
    public async Task<ModuleInstalled> InstallAsync(ModuleSpec spec, string license, ModuleActor actor, CancellationToken cancellationToken)
    {
        if (modules.Find(spec.Name) is not null)
            throw ModuleRefusals.AlreadyInstalled(spec.Name);
        var stamp = gate.Judge(spec, license);
        var operation = await AdmitAsync(ModuleOperationKind.Install, spec, actor, cancellationToken);
        ModuleInstance? instance = null;
        try
        {
            var now = services.Time.GetUtcNow();
            var image = await services.Images.ResolveAsync(spec.Image, cancellationToken);
            await gate.JudgeImageAsync(PolicyDoors.Install, spec, image, cancellationToken);
            var record = new ModuleRecord
            {
                Spec = spec,
                ImageDigest = image.Digest,
                License = stamp,
                ContainerId = operation.ContainerId,
                InstalledBy = actor,
                InstalledAt = now,
                UpdatedAt = now,
            };
            instance = new ModuleInstance(services, record, modules.TurnOf(spec.Name), modules.ConnectAsync);
            await StartAsync(instance, record, image, cancellationToken);
            modules.Add(instance);
            instance.Supervise();
            services.Records.EndOperation(spec.Name);
            return Answer(record, ModuleOutcome.Installed, "was installed");
        }
        catch
        {
            // Undone whatever happened, and not cancelled as well.
            modules.Remove(spec.Name);
            if (instance is not null)
                await instance.RemoveAsync(CancellationToken.None);
            await RemoveContainerAsync(operation.ContainerId);
            services.Records.Delete(spec.Name);
            throw;
        }
        finally
        {
            modules.End(spec.Name);
        }
    }

    /// <summary>Puts a module in the place of one that is there, if they differ: the old one serves until the new one is healthy. The caller holds its turn.</summary>
    public async Task<ModuleInstalled> ReplaceAsync(ModuleSpec spec, string license, ModuleActor actor, CancellationToken cancellationToken)
    {
        if (modules.Find(spec.Name) is not { } instance)
            return await InstallAsync(spec, license, actor, cancellationToken);
        var stamp = gate.Judge(spec, license);
        var image = await services.Images.ResolveAsync(spec.Image, cancellationToken);
        if (image.Digest == instance.Record.ImageDigest && IsSame(spec, instance.Record.Spec) && instance.Run is { Health: null or { Status: not HealthStatus.Unhealthy } })
            return Answer(instance.Record, ModuleOutcome.Unchanged, "runs already, unchanged");
        await gate.JudgeImageAsync(PolicyDoors.Upgrade, spec, image, cancellationToken);
        var operation = await AdmitAsync(ModuleOperationKind.Replace, spec, actor, cancellationToken);
        try
        {
            var record = instance.Record with
            {
                Spec = spec, ImageDigest = image.Digest, License = stamp, ContainerId = operation.ContainerId, UpdatedAt = services.Time.GetUtcNow(),
            };
            var old = instance.Run;
            await StartAsync(instance, record, image, cancellationToken);
            await RetireAsync(instance, old);
            services.Records.EndOperation(spec.Name);
            return Answer(record, ModuleOutcome.Replaced, "was replaced");
        }
        catch
        {
            if (instance.Record.ContainerId != operation.ContainerId)
                await RemoveContainerAsync(operation.ContainerId);
            services.Records.EndOperation(spec.Name);
            throw;
        }
        finally
        {
            modules.End(spec.Name);
        }
    }

    /// <summary>Takes a container away, whatever its state.</summary>
    public async Task RemoveContainerAsync(string id)
    {
        if (services.Runner.Find(id) is { } container)
            await container.DeleteAsync(CancellationToken.None);
    }

    private async Task<ModuleOperation> AdmitAsync(ModuleOperationKind kind, ModuleSpec spec, ModuleActor actor, CancellationToken cancellationToken)
    {
        await modules.Admission.WaitAsync(cancellationToken);
        try
        {
            gate.JudgeSurroundings(spec);
            var operation = new ModuleOperation
            {
                Kind = kind, StartedAt = services.Time.GetUtcNow(), Actor = actor, Spec = spec, ContainerId = ModuleContainer.NewId(spec.Name),
            };
            services.Records.WriteOperation(operation);
            modules.Begin(operation);
            return operation;
        }
        finally
        {
            modules.Admission.Release();
        }
    }

    private async Task StartAsync(ModuleInstance instance, ModuleRecord record, StoredImage image, CancellationToken cancellationToken)
    {
        var name = record.Spec.Name;
        ModuleRun? run = null;
        try
        {
            run = await ModuleRun.CreateAsync(services, record.ContainerId, record.Spec, image, instance.Logs, cancellationToken);
            await modules.ConnectAsync(run, cancellationToken);
            await run.StartAsync(cancellationToken);
            if (await run.WaitUntilWellAsync(cancellationToken) is { } problem)
            {
                await run.RemoveAsync(CancellationToken.None);
                run = null;
                throw ModuleRefusals.Unhealthy(name, problem, await TailAsync(instance.Logs, record.Spec));
            }
            Publish(instance, run, record);
        }
        catch (Exception e)
        {
            // Its last lines are read after all of them are written.
            if (run is not null)
                await run.RemoveAsync(CancellationToken.None);
            if (e is ModuleException or OperationCanceledException || e is not (IOException or TimeoutException or ArgumentException or InvalidDataException))
                throw;
            throw ModuleRefusals.NotStarted(name, e, await TailAsync(instance.Logs, record.Spec));
        }
    }

    // From here on the new one counts, whoever cancels.
    private async Task RetireAsync(ModuleInstance instance, ModuleRun? old)
    {
        try
        {
            await modules.ConnectAsync(instance, CancellationToken.None);
        }
        finally
        {
            if (old is not null)
                await old.RemoveAsync(CancellationToken.None);
        }
    }

    private static void Publish(ModuleInstance instance, ModuleRun run, ModuleRecord record)
    {
        try
        {
            instance.SetRun(run, record);
        }
        catch (IOException e) when (e.InnerException is System.Net.Sockets.SocketException)
        {
            throw ModuleRefusals.PortTaken(record.Spec.Ports[0], "another program: " + e.Message);
        }
    }

    private static async Task<IReadOnlyList<string>> TailAsync(ContainerLog log, ModuleSpec spec)
    {
        var lines = new List<string>();
        // The answer is due whether or not who asked still waits.
        await foreach (var line in log.ReadAsync(new() { Tail = TailLines }, CancellationToken.None))
            lines.Add(SecretRedaction.Redact(line.ToDisplayText(), spec));
        return lines;
    }

    // Of the image only the digest counts, and of everything else what it says.
    private static bool IsSame(ModuleSpec spec, ModuleSpec other) => Normal(spec).AsSpan().SequenceEqual(Normal(other));

    private static byte[] Normal(ModuleSpec spec) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
        spec with
        {
            Image = ImageReference.Parse("any"),
            Environment = new SortedDictionary<string, string>(spec.Environment.ToDictionary(), StringComparer.Ordinal),
        },
        ModuleApiJson.Default.ModuleSpec);

    private static ModuleInstalled Answer(ModuleRecord record, ModuleOutcome outcome, string what) => new()
    {
        Message = $"The module '{record.Spec.Name}' {what}.",
        ModuleName = record.Spec.Name,
        Status = "running",
        Outcome = outcome,
        ImageDigest = record.ImageDigest.ToString(),
        Ports = [.. record.Spec.Ports.Select(static port => port.ToString())],
    };
}
