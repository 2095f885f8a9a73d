using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data.Mappings;

internal sealed class QuestionnaireMapping : IEntityTypeConfiguration<Questionnaire>
{
    /// <summary>Every question answered at its longest, four bytes a character, sealed and written in letters.</summary>
    public const int LongestSealed = 100_000;

    public void Configure(EntityTypeBuilder<Questionnaire> builder)
    {
        builder.ToTable("Questionnaires");
        builder.Property(q => q.Id).ValueGeneratedNever();
        builder.Property(q => q.Draft).HasMaxLength(LongestSealed);
        builder.HasOne(q => q.Appointment).WithMany().HasForeignKey(q => q.AppointmentId);
        builder.HasIndex(q => q.AppointmentId).IsUnique();
        builder.HasIndex(q => new { q.NeedsPractitioner, q.SentAt });
        builder.HasIndex(q => new { q.Sent, q.SavedAt });
    }
}

internal sealed class QuestionnaireAnswersMapping : IEntityTypeConfiguration<QuestionnaireAnswers>
{
    public void Configure(EntityTypeBuilder<QuestionnaireAnswers> builder)
    {
        builder.ToTable("QuestionnaireAnswers");
        builder.HasKey(a => new { a.QuestionnaireId, a.Number });
        builder.Property(a => a.Answers).HasMaxLength(QuestionnaireMapping.LongestSealed);
        builder.HasOne(a => a.Questionnaire).WithMany().HasForeignKey(a => a.QuestionnaireId);
    }
}

internal sealed class QuestionnaireDecisionMapping : IEntityTypeConfiguration<QuestionnaireDecision>
{
    public void Configure(EntityTypeBuilder<QuestionnaireDecision> builder)
    {
        builder.ToTable("QuestionnaireDecisions");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Ignore(d => d.Accepts);
        builder.Property(d => d.ByName).HasMaxLength(100);
        builder.Property(d => d.ForClient).HasMaxLength(8000);
        builder.Property(d => d.Reason).HasMaxLength(8000);
        builder.HasOne(d => d.Questionnaire).WithMany().HasForeignKey(d => d.QuestionnaireId);
        builder.HasIndex(d => new { d.QuestionnaireId, d.Number, d.At });
    }
}

internal sealed class QuestionnaireReminderMapping : IEntityTypeConfiguration<QuestionnaireReminder>
{
    public void Configure(EntityTypeBuilder<QuestionnaireReminder> builder)
    {
        builder.ToTable("QuestionnaireReminders");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne(r => r.Appointment).WithMany().HasForeignKey(r => r.AppointmentId);
        builder.HasIndex(r => new { r.AppointmentId, r.Kind, r.TimeVersion }).IsUnique();
        builder.HasIndex(r => new { r.State, r.DueAt });
    }
}

internal sealed class PatchTestMapping : IEntityTypeConfiguration<PatchTest>
{
    public void Configure(EntityTypeBuilder<PatchTest> builder)
    {
        builder.ToTable("PatchTests");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Pigment).HasMaxLength(100);
        builder.Property(t => t.Numbing).HasMaxLength(100);
        builder.Property(t => t.ResultBy).HasMaxLength(100);
        builder.Ignore(t => t.IsClear);
        builder.HasOne(t => t.Appointment).WithMany().HasForeignKey(t => t.AppointmentId);
        builder.HasIndex(t => t.AppointmentId).IsUnique();
    }
}

internal sealed class PatchTestReportMapping : IEntityTypeConfiguration<PatchTestReport>
{
    public void Configure(EntityTypeBuilder<PatchTestReport> builder)
    {
        builder.ToTable("PatchTestReports");
        builder.HasKey(r => new { r.PatchTestId, r.Hours });
        builder.Property(r => r.Hours).ValueGeneratedNever();
        builder.Property(r => r.Words).HasMaxLength(8000);
        builder.HasOne(r => r.PatchTest).WithMany().HasForeignKey(r => r.PatchTestId);
    }
}
