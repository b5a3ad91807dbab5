// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>
/// What an agent does when it starts: finishes uninstallations that were half done, undoes the rest, takes away containers that no record names, and
/// takes up or starts every module, those first that others need.
/// </summary>
internal sealed class ModuleRecovery(ModuleServices services, ModuleSet modules)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await LeftoverSweep.RunAsync(services.Options.Home, services.Time, cancellationToken);
        foreach (var name in services.Records.List())
            await RecoverAsync(name, cancellationToken);
        var records = services.Records.List().Select(services.Records.Read).OfType<ModuleRecord>().ToList();
        var known = records.Select(static record => record.ContainerId).ToHashSet(StringComparer.Ordinal);
        foreach (var container in services.Runner.List().Where(container => ModuleContainer.ModuleOf(container.Id) is not null && !known.Contains(container.Id)))
            await container.DeleteAsync(cancellationToken);
        foreach (var record in InOrder(records))
        {
            var instance = new ModuleInstance(services, record, modules.TurnOf(record.Spec.Name), modules.ConnectAsync);
            modules.Add(instance);
            await instance.ResumeAsync(cancellationToken);
            instance.Supervise();
        }
    }

    private async Task RecoverAsync(string name, CancellationToken cancellationToken)
    {
        if (services.Records.ReadOperation(name) is not { } operation)
            return;
        // What counts as installed is the record alone; whatever else was made is taken away with the containers that no record names.
        var isInstalled = services.Records.Read(name) is not null;
        var isGone = operation.Kind == ModuleOperationKind.Uninstall || !isInstalled;
        if (isGone)
        {
            if (services.Runner.Find(operation.ContainerId) is { } container)
                await container.DeleteAsync(cancellationToken);
            services.Records.Delete(name);
        }
        else
        {
            services.Records.EndOperation(name);
        }
        var outcome = operation.Kind == ModuleOperationKind.Uninstall ? "finished"
            : operation.Kind == ModuleOperationKind.Install && isInstalled ? "was done" : "undone";
        await services.Audit.AddAsync(
            new()
            {
                Operation = operation.Word,
                ModuleName = name,
                ModuleVersion = operation.Spec.Version,
                UserId = operation.Actor.UserId,
                UserEmail = operation.Actor.UserEmail,
                UserRole = operation.Actor.UserRole,
                Status = outcome == "undone" ? "failure" : "success",
                ErrorMessage = outcome == "undone" ? "The agent stopped before it was done; what was done of it is undone." : null,
                Timestamp = services.Time.GetUtcNow(),
                Metadata = new Dictionary<string, string> { ["recovery"] = outcome },
            },
            cancellationToken);
    }

    // A module after all that it depends on; records know no cycle, but files can be edited.
    private static IEnumerable<ModuleRecord> InOrder(IReadOnlyList<ModuleRecord> records)
    {
        var rest = records.ToList();
        while (rest.Count > 0)
        {
            var next = rest.Find(record => !record.Spec.DependsOn.Any(needed => rest.Any(other => other.Spec.Name == needed))) ?? rest[0];
            rest.Remove(next);
            yield return next;
        }
    }
}
