using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>Tests that start real processes take the whole machine; they run one after another, with nothing beside them.</summary>
[CollectionDefinition(nameof(RealProcesses), DisableParallelization = true)]
public sealed class RealProcesses;
