from django.db import models


class DemoRow(models.Model):
    """A row that `seed_demo` made, so that `clear_demo` knows it."""

    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "dữ liệu mẫu"
        constraints = [models.UniqueConstraint("kind", "object_id", name="demorow_row")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
